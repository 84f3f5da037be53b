# Every process of Merganser: worker, starter, agent and the command line. docs/compose.md says how to use it.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM dependencies AS build
RUN npm ci
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
RUN npm run build

FROM node:24-bookworm-slim

# git fetches what is deployed, over HTTPS or SSH.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git openssh-client \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin

# A volume that is mounted there belongs to whom the folder belonged to.
RUN ln -s /app/bin/merganser.js /usr/local/bin/merganser \
  && install --directory --owner=node --group=node /var/lib/merganser /var/cache/merganser
ENV MERGANSER_CONFIG=/etc/merganser/merganser.yaml
ENV MERGANSER_STATE_DIR=/var/lib/merganser
ENV MERGANSER_CACHE_DIR=/var/cache/merganser

USER node
ENTRYPOINT ["node", "/app/bin/merganser.js"]
