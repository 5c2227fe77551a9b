// A central server of a story: its own folder, its own port, stopped and started as the story wants.
import { answer, folder, freePort, program, Running } from './processes.ts';

export interface Person {
  name: string;
  login: string;
  role: string;
  organisation: string;
  password: string;
  enrol_code: string | null;
}

export class Centre {
  private running: Running | undefined;

  private constructor(
    readonly data: string,
    readonly port: number,
  ) {}

  static async make(name: string): Promise<Centre> {
    return new Centre(folder(name), await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Loads the sample data. */
  sample(): Person[] {
    const { people } = answer<{ people: (Omit<Person, 'login'> & { login?: string })[] }>('handheld-server', [
      'sample',
      '--data',
      this.data,
    ]);
    return people.map((person) => ({ ...person, login: person.login ?? person.name }));
  }

  /** Makes the first administrator of an empty centre. */
  init(organisation: string, person: string): { login: string; password: string } {
    const made = answer<{ login?: string; password: string }>('handheld-server', [
      'init',
      '--data',
      this.data,
      '--organisation',
      organisation,
      '--person',
      person,
    ]);
    return { login: made.login ?? person, password: made.password };
  }

  async start(): Promise<void> {
    const args = ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`];
    this.running = await Running.start(program('handheld-server'), args, { ready: (line) => line.length > 0 });
  }

  async stop(signal?: NodeJS.Signals): Promise<void> {
    await this.running?.stop(signal);
    this.running = undefined;
  }
}
