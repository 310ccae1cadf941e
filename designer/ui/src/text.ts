/** Every word that a script shows, in one place, so that a catalogue of another language can take its turn. */
export const text = {
  close: "Close",
  copied: "Copied",
  justNow: "just now",
  rowsNew: (count: number) => (count === 1 ? "Show 1 new row" : `Show ${count} new rows`),
  connectionLost: "Live updates are interrupted. The page will catch up by itself.",
  pages: "Go to",
  commands: "Commands",
  found: "Found",
  searchFailed: "Search does not answer right now. Press Enter to open the search page.",
  searchAll: (query: string) => `Search for “${query}”`,
} as const;
