/* global SwaggerUIBundle */
// A link may carry a token in its fragment, as `npm start` prints it; it is taken from the address at once.
const token = new URLSearchParams(location.hash.slice(1)).get('token');
if (token !== null) {
  history.replaceState(null, '', location.pathname);
}

const ui = SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  // The library's own check of the document would be asked of a server outside.
  validatorUrl: null,
  onComplete: () => {
    if (token !== null) {
      ui.preauthorizeApiKey('bearer', token);
    }
  },
});
