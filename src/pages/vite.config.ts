import path from 'node:path';
import { defineConfig } from 'vite';

/** How the search page is built: `npm run build-page`, which says where to. */
export default defineConfig({
  root: path.join(import.meta.dirname, 'browser'),
  // Where the service serves the files.
  base: '/search/app/',
  cacheDir: path.join(import.meta.dirname, '../../.local/vite'),
  logLevel: 'warn',
  build: {
    rolldownOptions: { input: path.join(import.meta.dirname, 'browser/search.html') },
    assetsDir: '',
    // The page's policy takes no addresses that hold the thing itself, nor scripts in the document.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
