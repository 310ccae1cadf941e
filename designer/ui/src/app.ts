/** The script of every page: enhances what the server rendered, nothing here is needed to read or to submit. */
import "./styles/app.css";
