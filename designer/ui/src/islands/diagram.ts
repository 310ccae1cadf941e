/** The diagram of a running or ended instance, with live tokens. */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "../diagram/diagram.css";
import { Diagram } from "../diagram/Diagram";
import type { DiagramProps } from "../diagram/parts";
import { mount } from "../island";

mount<DiagramProps>("diagram", (root, props) => void new Diagram(root, props).start());
