# Another Node (20 or newer): docker build --build-arg NODE_VERSION=22 .
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /component
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY component.json tsconfig.json tsconfig.build.json ./
COPY lib lib
COPY schemas schemas
COPY tools/generate tools/generate
COPY tools/explorer tools/explorer
RUN npm run build && rm dist/.tsbuildinfo

FROM node:${NODE_VERSION}-slim AS production
WORKDIR /component
COPY package.json package-lock.json .npmrc ./
# What is optional belongs to the logger that ferryman uses: a native probe and log rotation, neither of which runs here.
RUN npm ci --omit=dev --omit=optional

FROM node:${NODE_VERSION}-slim
ENV NODE_ENV=production
# For the 256 MiB that the platform gives a container: V8 collects its garbage in time instead of growing into what is
# there, and leaves room for what is not in its heap. A larger container can be given larger limits.
ENV NODE_OPTIONS="--max-semi-space-size=4 --max-old-space-size=160"
WORKDIR /component
COPY --from=production /component/node_modules node_modules
COPY --from=build /component/schemas/published schemas/published
COPY --from=build /component/dist dist
COPY --from=build /component/component.json component.json
COPY package.json logo.png ./
USER node
# Not `npm start`, which would keep SIGTERM from ferryman: it drains what is in work, then exits.
ENTRYPOINT ["node", "node_modules/@openintegrationhub/ferryman/runGlobal.js"]
