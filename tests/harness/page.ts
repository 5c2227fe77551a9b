// What a story can do on a page, whoever shows it: the real window or Chromium. Both find things by their test ids.
export interface Page {
  /** Name for pictures and messages. */
  readonly name: string;
  /** Goes to an address of the screens, e.g. `/today`. */
  go(path: string): Promise<void>;
  click(id: string): Promise<void>;
  type(id: string, text: string): Promise<void>;
  choose(id: string, value: string): Promise<void>;
  files(id: string, paths: string[]): Promise<void>;
  /** Text of the first element with this test id, once there is one. */
  text(id: string): Promise<string>;
  /** Runs the body of an async function in the page; `args` are its arguments. */
  run<T>(body: string, ...args: unknown[]): Promise<T>;
  reload(): Promise<void>;
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** The value of an attribute of every element with this test id. */
export const attributes = (page: Page, id: string, name: string): Promise<string[]> =>
  page.run(
    'const [id, name] = args; return [...document.querySelectorAll(`[data-testid="${id}"]`)].map((e) => e.getAttribute(name) ?? "")',
    id,
    name,
  );

/** Whether something with this test id is there. */
export const has = async (page: Page, id: string): Promise<boolean> => (await attributes(page, id, 'data-testid')).length > 0;
