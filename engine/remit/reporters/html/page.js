// What a page does beyond being read: it filters and sorts its findings and the rows of its maps,
// makes links of a map into filters, and unfolds what is linked to or printed. It only ever hides,
// moves and opens what stands on the page; no text of the report becomes markup, a name or code.
(() => {
  "use strict";
  const { byId, all, searched, tell, start, unfoldOnPaper } = filtering;

  const ranked = (element, order) => Number(element.dataset.ranks.split(" ")[order]);
  const arrange = (parent, elements, order) => {
    const sorted = [...elements].sort((one, other) => ranked(one, order) - ranked(other, order));
    const moved = document.createDocumentFragment();
    for (const element of sorted) moved.append(element);
    parent.append(moved);
  };

  // -- the rows of maps -------------------------------------------------------------------------

  for (const title of all("th[data-order]")) {
    const body = title.closest("table").tBodies[0];
    const button = document.createElement("button");
    button.type = "button";
    button.append(...title.childNodes);
    title.append(button);
    button.addEventListener("click", () => {
      const sorted = title.hasAttribute("aria-sort");
      for (const other of all("th[aria-sort]", title.parentNode)) other.removeAttribute("aria-sort");
      if (!sorted) title.setAttribute("aria-sort", "ascending");
      arrange(body, all("tr", body), sorted ? 0 : title.dataset.order);
    });
  }

  // -- findings ---------------------------------------------------------------------------------

  const list = byId("list");
  const controls = document.querySelector(".controls");
  const items = controls ? [...list.children] : [];
  const choices = controls ? all("select:not(#sort)", controls) : [];
  const texts = new Map();

  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };

  const filter = () => {
    const words = searched();
    const chosen = choices.filter((choice) => choice.value !== "");
    let shown = 0;
    for (const item of items) {
      const fits =
        chosen.every((choice) => item.dataset[choice.id] === choice.value) &&
        words.every((word) => textOf(item).includes(word));
      item.hidden = !fits;
      if (fits) shown += 1;
    }
    tell(choices, `${shown} of ${items.length} shown`, shown < items.length);
  };

  const open = (state) => {
    for (const item of items) if (!item.hidden) item.firstElementChild.open = state;
  };

  const narrow = (link, reset) => {
    reset();
    for (const name of ["subject", "policy"]) {
      const choice = byId(name);
      if (choice && name in link.dataset) choice.value = link.dataset[name];
    }
    filter();
    const first = items.find((item) => !item.hidden && `#${item.id}` === link.getAttribute("href"));
    byId("findings").scrollIntoView();
    if (first) {
      first.firstElementChild.open = true;
      first.querySelector("summary").focus({ preventScroll: true });
    }
  };

  const reveal = (reset) => {
    const item = items.find((each) => `#${each.id}` === location.hash);
    if (!item) return;
    if (item.hidden) reset();
    item.firstElementChild.open = true;
    item.scrollIntoView();
  };

  if (controls) {
    const reset = start(controls, choices, filter, open);
    byId("sort").addEventListener("change", () => arrange(list, items, byId("sort").value));
    for (const link of all("a[data-subject]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        narrow(link, reset);
      });
    }
    addEventListener("hashchange", () => reveal(reset));
    reveal(reset);
  }

  unfoldOnPaper("#list details:not([open])");
})();
