import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { assert } from '../../src/core/errors.ts'
import { meKey } from './access/session.ts'
import { ProblemError } from './api/client.ts'
import { App } from './app/App.tsx'
import { PreferencesProvider } from './app/preferences.tsx'
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
  // The session ended while the page was open: the gate asks again who this is.
  queryCache: new QueryCache({ onError: (error) => endedIf(error) }),
  defaultOptions: { queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: true } },
})

function endedIf(error: Error): void {
  if (error instanceof ProblemError && error.problem.code === 'SIGN_IN_REQUIRED')
    void client.invalidateQueries({ queryKey: meKey })
}

const root = document.getElementById('root')
assert(root !== null, 'the page has a root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <PreferencesProvider>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
)
