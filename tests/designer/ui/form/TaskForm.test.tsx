import { TaskForm, type TaskFormProps } from "@ui/form/TaskForm";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const schema: TaskFormProps["schema"] = {
  type: "object",
  required: ["decision"],
  properties: {
    decision: { type: "string", title: "Decision", oneOf: [{ const: "APPROVED", title: "Approve" }, { const: "DECLINED", title: "Decline" }] },
    qty: { type: "integer", title: "Quantity" },
  },
  if: { properties: { decision: { const: "DECLINED" } }, required: ["decision"] },
  then: { required: ["comment"], properties: { comment: { type: "string", title: "Comment" } } },
};

function problem(errors: unknown[]): Response {
  const body = { title: "Some of the data do not fit", detail: "qty: too many", errors };
  return new Response(JSON.stringify(body), { status: 422, headers: { "Content-Type": "application/problem+json" } });
}

describe("the form of a task", () => {
  let root: Root;
  let place: HTMLElement;
  let calls: { url: string; method: string; token: string | null; body: unknown }[];
  let answer: () => Response;
  const went = vi.fn();

  beforeEach(() => {
    vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
    calls = [];
    answer = () => new Response(JSON.stringify({ next: "/tasks/2" }), { headers: { "Content-Type": "application/json" } });
    vi.stubGlobal("fetch", (url: string, options: RequestInit) => {
      const token = new Headers(options.headers).get("X-CSRFToken");
      calls.push({ url, method: options.method ?? "", token, body: JSON.parse(String(options.body)) });
      return Promise.resolve(options.method === "PUT" ? new Response(null, { status: 204 }) : answer());
    });
    vi.spyOn(location, "assign").mockImplementation(went);
    went.mockClear();
    place = document.body.appendChild(document.createElement("div"));
    root = createRoot(place);
  });
  afterEach(() => {
    act(() => root.unmount());
    place.remove();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const show = (props: Partial<TaskFormProps> = {}) =>
    act(async () => root.render(<TaskForm schema={schema} uiSchema={{ decision: { "ui:widget": "radio" } }} submitUrl="/submit" csrf="token" {...props} />));
  const choose = (label: string) => act(async () => [...place.querySelectorAll("label")].find((each) => each.textContent === label)?.querySelector("input")?.click());
  const send = () => act(async () => place.querySelector<HTMLButtonElement>("button[type='submit']")?.click());

  it("makes no decision before somebody does", async () => {
    await show();
    expect(place.querySelectorAll("input:checked")).toHaveLength(0);
  });

  it("lists what is missing and sends nothing", async () => {
    await show();
    await send();
    expect(place.querySelector("[role='alert']")?.textContent).toContain("Decision: This is required.");
    expect(calls).toEqual([]);
  });

  it("shows the fields that a choice brings", async () => {
    await show();
    expect(place.textContent).not.toContain("Comment");
    await choose("Decline");
    expect(place.textContent).toContain("Comment");
  });

  it("sends the data with the token and goes to the next page", async () => {
    await show({ formData: { qty: 2 } });
    await choose("Approve");
    await send();
    expect(calls).toEqual([{ url: "/submit", method: "POST", token: "token", body: { data: { qty: 2, decision: "APPROVED" } } }]);
    expect(went).toHaveBeenCalledWith("/tasks/2");
  });

  it("shows what the server refused at the field and keeps what was entered", async () => {
    answer = () => problem([{ message: "Only 1 was shipped.", element_id: "qty" }]);
    await show({ formData: { decision: "APPROVED", qty: 2 } });
    await send();
    expect(place.querySelector("#root_qty__error")?.textContent).toBe("Only 1 was shipped.");
    expect(place.querySelector<HTMLInputElement>("#root_qty")?.value).toBe("2");
    expect(went).not.toHaveBeenCalled();
  });

  it("keeps an invalid draft", async () => {
    vi.useFakeTimers();
    await show({ draftUrl: "/draft" });
    await choose("Decline");
    await act(async () => vi.advanceTimersByTimeAsync(1000));
    vi.useRealTimers();
    expect(calls).toEqual([{ url: "/draft", method: "PUT", token: "token", body: { data: { decision: "DECLINED" } } }]);
    expect(place.querySelector("[role='status']")?.textContent).toContain("Draft saved");
  });

  it("can be read only", async () => {
    await show({ readOnly: true, formData: { decision: "APPROVED" } });
    expect(place.querySelector("button[type='submit']")).toBeNull();
    expect([...place.querySelectorAll<HTMLInputElement>("input[type='radio']")].every((each) => each.disabled)).toBe(true);
  });
});
