import { Client } from './client.ts';
import { makeService, serve, type TestService } from './service.ts';

export interface ServedService {
  service: TestService;
  /** Asks it as an operator. */
  api: Client;
  /** Ends both the server and the service. */
  close: () => Promise<void>;
}

/** A whole service that is served on a free port, as most tests of the API begin. */
export async function servedService(options?: Parameters<typeof makeService>[0]): Promise<ServedService> {
  const service = await makeService(options);
  const served = await serve(service);
  return {
    service,
    api: new Client(served.url),
    close: async () => {
      await served.close();
      await service.stop();
    },
  };
}
