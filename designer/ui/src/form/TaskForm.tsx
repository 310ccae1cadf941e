/** The form of a task: context above, fields, actions at the bottom; the draft is kept while somebody types. */
import type { IChangeEvent } from "@rjsf/core";
import type { ErrorSchema, RJSFSchema, UiSchema } from "@rjsf/utils";
import { useEffect, useMemo, useRef, useState } from "react";
import { HttpError, type ProblemError, send } from "../http";
import { text } from "../text";
import { ContextBlock } from "./ContextBlock";
import { Draft, type DraftState } from "./draft";
import { type FormData, FormView } from "./FormView";
import { Icon } from "./Icon";
import { placeErrors } from "./serverErrors";

export interface TaskFormProps {
  schema: RJSFSchema;
  uiSchema?: UiSchema;
  formData?: FormData | null;
  readOnly?: boolean;
  /** Takes POST {data}; answers {next}, the page to open. */
  submitUrl?: string;
  /** Takes PUT {data}, valid or not. */
  draftUrl?: string;
  csrf?: string;
  errors?: ProblemError[];
  context?: Record<string, unknown> | null;
}

const isField = (path: string[]) => document.getElementById(["root", ...path].join("_")) !== null;

export function TaskForm(props: TaskFormProps) {
  const { schema, uiSchema = {}, readOnly = false, submitUrl, draftUrl, csrf } = props;
  const [data, setData] = useState<FormData>(props.formData ?? {});
  const [fieldErrors, setFieldErrors] = useState<ErrorSchema>({});
  const [general, setGeneral] = useState<string[]>([]);
  const [isSending, setSending] = useState(false);
  const [wasTried, setTried] = useState(false);
  const [draftState, setDraftState] = useState<DraftState>({ kind: "clean" });
  const isTouched = useRef(false);

  const draft = useMemo(
    () =>
      draftUrl && !readOnly
        ? new Draft({
            save: (kept, isLeaving) => send("PUT", draftUrl, { data: kept }, { csrf: csrf ?? "", keepalive: isLeaving }),
            show: setDraftState,
          })
        : null,
    [draftUrl, readOnly, csrf],
  );
  useEffect(() => {
    const leave = () => draft?.flush(true);
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, [draft]);
  useEffect(() => showServerErrors(props.errors ?? []), []);

  function showServerErrors(errors: ProblemError[]): void {
    if (!errors.length) return;
    const placed = placeErrors(errors, isField);
    setFieldErrors(placed.fields);
    setGeneral(placed.general);
  }

  function changed({ formData = {} }: IChangeEvent<FormData>): void {
    setData(formData);
    if (!isTouched.current) return; // defaults that rjsf filled in, not something typed
    setFieldErrors({});
    draft?.changed(formData);
  }

  async function submit({ formData = {} }: IChangeEvent<FormData>): Promise<void> {
    if (!submitUrl || isSending) return;
    setSending(true);
    setGeneral([]);
    draft?.close();
    try {
      const answer = await send<{ next?: string } | null>("POST", submitUrl, { data: formData }, { csrf: csrf ?? "" });
      location.assign(answer?.next ?? location.href);
    } catch (error) {
      setSending(false);
      draft?.reopen();
      draft?.changed(formData);
      if (!(error instanceof HttpError)) throw error;
      const problems = error.problem.errors ?? [];
      const placed = placeErrors(problems, isField);
      setFieldErrors(placed.fields);
      setGeneral(placed.count ? placed.general : [error.message, ...placed.general.filter((each) => each !== error.message)]);
    }
  }

  const submitText = uiSchema["ui:submitButtonOptions"]?.submitText ?? text.form.complete;
  const touch = () => {
    isTouched.current = true;
  };
  return (
    <div className="rf-task-form" onInputCapture={touch} onClickCapture={touch} onKeyDownCapture={touch}>
      {props.context && <ContextBlock context={props.context} labels={uiSchema["ui:contextLabels"] as Record<string, string> | undefined} />}
      {general.length > 0 && <Refusal reasons={general} />}
      <FormView
        schema={schema}
        uiSchema={uiSchema}
        formData={data}
        readonly={readOnly}
        disabled={isSending}
        extraErrors={fieldErrors}
        liveValidate={wasTried ? "onChange" : false}
        onChange={changed}
        onError={() => setTried(true)}
        onSubmit={(event) => void submit(event)}
      >
        {submitUrl && !readOnly ? (
          <div className="rf-form-bar">
            <DraftNote state={draftState} />
            <button type="submit" className="btn btn-primary" disabled={isSending}>
              <Icon name="check" />
              {isSending ? text.form.sending : submitText}
            </button>
          </div>
        ) : (
          <></>
        )}
      </FormView>
    </div>
  );
}

function Refusal({ reasons }: { reasons: string[] }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    notice.current?.scrollIntoView({ block: "nearest" });
  }, [reasons]);
  return (
    <div className="rf-notice is-trouble" role="alert" ref={notice}>
      <Icon name="alert-octagon" />
      <div>
        <strong>{text.form.refused}</strong>
        {reasons.map((reason) => <p key={reason}>{reason}</p>)}
      </div>
    </div>
  );
}

const time = new Intl.DateTimeFormat(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function DraftNote({ state }: { state: DraftState }) {
  const words = {
    clean: () => "",
    waiting: () => text.form.draftWaiting,
    saving: () => text.form.draftSaving,
    saved: () => (state.kind === "saved" ? text.form.draftSaved(time.format(state.at)) : ""),
    failed: () => (state.kind === "failed" ? text.form.draftFailed(state.reason) : ""),
  }[state.kind]();
  return (
    <p className={`rf-draft is-${state.kind}`} role="status">
      {state.kind === "saved" && <Icon name="check" />}
      {state.kind === "failed" && <Icon name="alert-triangle" />}
      {words}
    </p>
  );
}
