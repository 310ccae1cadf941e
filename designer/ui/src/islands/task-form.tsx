/** The task form island. */
import { createRoot } from "react-dom/client";
import "../styles/form.css";
import { TaskForm, type TaskFormProps } from "../form/TaskForm";
import { mount } from "../island";

mount<TaskFormProps>("task-form", (root, props) => createRoot(root).render(<TaskForm {...props} />));
