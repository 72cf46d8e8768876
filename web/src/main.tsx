import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { assert } from '../../src/core/errors.ts'
import { Live } from './api/live.tsx'
import { App } from './app/App.tsx'
import { PreferencesProvider } from './app/preferences.tsx'
import { SigningProvider } from './signing/signer.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/palette.css'
import './styles/timeline.css'
import './styles/pipeline.css'
import './styles/approvals.css'
import './styles/sale.css'

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
