import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { assert } from '../../src/core/errors.ts'
import { Live } from './api/live.tsx'
import { App } from './app/App.tsx'
import { PreferencesProvider } from './app/preferences.tsx'
import { SigningProvider } from './signing/signer.tsx'
import './app/tokens.css'
import './app/app.css'

const client = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: true } },
})

const root = document.getElementById('root')
assert(root !== null, 'the page has a root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <PreferencesProvider>
        <Live>
          <SigningProvider>
            <BrowserRouter>
              <App />
            </BrowserRouter>
          </SigningProvider>
        </Live>
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
)
