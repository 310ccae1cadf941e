// Applies the reader's theme, density and navigation width before the first paint; loaded without defer for that reason.
(() => {
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(`returnflow.${key}`);
    } catch {
      return null; // storage is switched off: defaults
    }
  };
  const theme = kept("theme") || "system";
  const isDark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = theme;
  root.dataset.bsTheme = isDark ? "dark" : "light";
  root.dataset.nav = kept("nav") || "wide";
  root.dataset.density = kept("density") || "dense";
  root.dataset.js = "yes";
})();
