// Navigation from one view to another, without the views having to know each other.

const handlers = {};

export const route = {
  view: 'align',
  /** Options: `index` of a bead, `type` to start typing, `query` for the terms, `focus`. */
  go: (view, options = {}) => handlers.go(view, options),
  handle: (go) => {
    handlers.go = go;
  },
};
