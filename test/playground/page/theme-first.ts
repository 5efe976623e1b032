// Loaded before anything is drawn, so that a chosen theme does not flash in the other colours.
const chosen = localStorage.getItem('theme');
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
