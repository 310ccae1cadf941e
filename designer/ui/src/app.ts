/** The script of every page: enhances what the server rendered; nothing here is needed to read or to submit. */
import "./styles/app.css";
import { startConfirming } from "./page/confirming";
import { startCopying } from "./page/copying";
import { startFlashes } from "./page/flashes";
import { startLists } from "./page/lists";
import { startLive } from "./page/live";
import { startMenus } from "./page/menus";
import { startNav } from "./page/nav";
import { startPalette } from "./page/palette";
import { startPartials } from "./page/partial";
import { startPreferences } from "./page/preferences";
import { startShortcuts } from "./page/shortcuts";
import { startTabs } from "./page/tabs";
import { startTimes } from "./page/times";

startConfirming();
startCopying();
startFlashes();
startLists();
startLive();
startMenus();
startNav();
startPalette();
startPartials();
startPreferences();
startShortcuts();
startTabs();
startTimes();
