/** A form from JSON Schema and uiSchema in our look: used by tasks and by the preview of the form editor. */
import Form, { type FormProps } from "@rjsf/core";
import type { RJSFSchema } from "@rjsf/utils";
import { Component, type ReactNode } from "react";
import { text } from "../text";
import { templates } from "./templates";
import { validator } from "./validator";
import { widgets } from "./widgets";

export type FormData = Record<string, unknown>;
export type FormViewProps = Omit<FormProps<FormData, RJSFSchema>, "validator">;

/** rjsf would choose the first of several constants, so that a decision would be made before anybody made it. */
const NOTHING_CHOSEN = { constAsDefaults: "skipOneOf" } as const;

export function FormView(props: FormViewProps) {
  return (
    <Unshowable key={JSON.stringify(props.schema)}>
      <Form<FormData, RJSFSchema>
        noHtml5Validate
        omitExtraData
        showErrorList="top"
        focusOnFirstError
        idPrefix="root"
        experimental_defaultFormStateBehavior={NOTHING_CHOSEN}
        templates={templates}
        widgets={widgets}
        {...props}
        className={`rf-form ${props.className ?? ""}`}
        validator={validator}
      />
    </Unshowable>
  );
}

/** A schema that cannot be drawn says so in its place instead of taking the page down. */
class Unshowable extends Component<{ children: ReactNode }, { problem: string }> {
  state = { problem: "" };

  static getDerivedStateFromError(error: unknown) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  render() {
    if (!this.state.problem) return this.props.children;
    return (
      <div className="rf-notice is-trouble" role="alert">
        <div>
          <strong>{text.form.broken}</strong>
          <p>{this.state.problem}</p>
        </div>
      </div>
    );
  }
}
