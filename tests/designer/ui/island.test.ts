import { mount } from "@ui/island";
import { describe, expect, it, vi } from "vitest";

const island = (name: string, data: string) => `<div data-island="${name}"><script type="application/json">${data}</script></div>`;

describe("mount", () => {
  it("gives every island of its name the data inside it, once", () => {
    document.body.innerHTML = island("one", '{"a":1}') + island("two", "{}");
    const render = vi.fn();
    mount("one", render);
    document.dispatchEvent(new Event("htmx:load"));
    expect(render.mock.calls.map(([, props]) => props)).toEqual([{ a: 1 }]);
    expect(document.querySelector("[data-island='one']")?.childNodes).toHaveLength(0);
  });

  it("finds islands that came later", () => {
    document.body.innerHTML = "";
    const render = vi.fn();
    mount("late", render);
    document.body.innerHTML = island("late", "7");
    document.dispatchEvent(new Event("htmx:load"));
    expect(render).toHaveBeenCalledOnce();
  });

  it("says which island lacks its data", () => {
    document.body.innerHTML = '<div data-island="bare"></div>';
    expect(() => mount("bare", vi.fn())).toThrow("Island bare: expected a script");
  });
});
