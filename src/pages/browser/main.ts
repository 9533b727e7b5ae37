import { App } from './app.ts';
import { takeToken } from './session.ts';

takeToken();
const [main, corner] = ['main', 'corner'].map((id) => document.getElementById(id));
if (main != null && corner != null) {
  new App({ main, corner }).start();
}
