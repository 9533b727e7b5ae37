# The service alone; docker-compose.yml runs it with its engines.

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are a Node for machines whose own is too old; the image has one.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

# The search page is built of packages that the service itself does without.
FROM node:24-slim AS page
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --omit=optional --no-audit --no-fund
COPY src/pages ./src/pages
RUN node node_modules/vite/bin/vite.js build --config src/pages/vite.config.ts --configLoader native --outDir /app/dist/search-page

FROM node:24-slim
ENV NODE_ENV=production
# Half of what V8 gives the young generation on a large machine; scripts/bootstrap.mjs says the same.
ENV NODE_OPTIONS=--max-semi-space-size=32
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY mappings ./mappings
COPY queries ./queries
COPY src ./src
COPY --from=page /app/dist ./dist
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/health/ready`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "src/main.ts"]
