import { createRoot } from 'react-dom/client';
import './base.css';
import './controls.css';
import './search.css';
import './course.css';
import { App } from './app.tsx';
import { NavigationContext } from './context.ts';
import { takeFound } from './history-entry.ts';
import { Navigation } from './navigation.ts';
import { takeToken } from './session.ts';

takeToken();
takeFound();
const root = document.getElementById('root');
const index = document.querySelector<HTMLMetaElement>('meta[name="search-index"]')?.content;
if (root !== null && index !== undefined) {
  const navigation = new Navigation();
  navigation.start();
  createRoot(root).render(
    <NavigationContext.Provider value={navigation}>
      <App index={index} />
    </NavigationContext.Provider>,
  );
}
