/** The gateway as server.ts starts it, which first tells its routes. */
import { createCommandLine, runAsProcess } from "../../../lib/cli/index.ts";
import { createApp } from "../../../server.ts";

await runAsProcess(
  createCommandLine({
    createApp(parts) {
      const app = createApp(parts);
      const routes = app.routes.map(({ method, path }) => ({ method, path }));
      process.stdout.write(`Routes: ${JSON.stringify(routes)}\n`);
      return app;
    },
  }),
);
