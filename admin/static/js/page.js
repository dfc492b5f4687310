// On every page: where something could not be done, the reader is taken to why.

const errors = document.querySelector("[data-focus]");
if (errors) errors.focus();
