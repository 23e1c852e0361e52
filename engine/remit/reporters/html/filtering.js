// What the scripts of pages share: how a search and choices filter, and that all is open on paper.
const filtering = (() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const searched = () => byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);

  const tell = (choices, shown, narrowed) => {
    for (const choice of choices) choice.classList.toggle("chosen", choice.value !== "");
    byId("reset").hidden = !narrowed;
    byId("shown").value = shown;
  };

  const start = (controls, choices, filter, openAll) => {
    const reset = () => {
      byId("search").value = "";
      for (const choice of choices) choice.value = "";
      filter();
    };
    let waiting;
    byId("search").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 80);
    });
    for (const choice of choices) choice.addEventListener("change", filter);
    byId("reset").addEventListener("click", reset);
    byId("open").addEventListener("click", () => openAll(true));
    byId("close").addEventListener("click", () => openAll(false));
    controls.hidden = false;
    reset();
    return reset;
  };

  const unfoldOnPaper = (selector) => {
    let unfolded = [];
    addEventListener("beforeprint", () => {
      unfolded = all(selector);
      for (const details of unfolded) details.open = true;
    });
    addEventListener("afterprint", () => {
      for (const details of unfolded) details.open = false;
    });
  };

  return { byId, all, searched, tell, start, unfoldOnPaper };
})();
