import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Everything is served by the zone itself: no preload polyfill, so that no script stands inline. */
export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1600 },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:7801',
      '/rehearsal': 'http://127.0.0.1:7801',
      '/log/checkpoint': 'http://127.0.0.1:7801',
    },
  },
})
