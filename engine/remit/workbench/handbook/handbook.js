// What the handbook does beyond being read: it searches and filters rules, fields, words and
// waivers, and unfolds what is linked to or printed. It only hides and opens what is there.
(() => {
  "use strict";
  const { byId, all, searched, tell, start, unfoldOnPaper } = filtering;

  const controls = document.querySelector(".controls");
  const rules = all(".rule");
  const others = all("tr.field, tr.limit, tr.waiver, .word");
  const chapters = all(".chapter");
  const choices = all("select", controls);
  const texts = new Map();

  const textOf = (item) => {
    if (!texts.has(item)) {
      const home = item.closest("[data-policy]");
      const about = home ? `${home.dataset.policy} ` : "";
      texts.set(item, (about + item.textContent).toLowerCase());
    }
    return texts.get(item);
  };

  const said = (name) => {
    const choice = byId(name);
    return choice && choice.value !== "" ? choice.selectedOptions[0].text : null;
  };

  const filter = () => {
    const words = searched();
    const has = (item) => words.every((word) => textOf(item).includes(word));
    const [level, policy, kind] = ["level", "policy", "kind"].map(said);
    const chosen = level !== null || policy !== null || kind !== null;
    let shown = 0;
    for (const rule of rules) {
      const home = rule.closest(".chapter");
      const fits =
        (level === null || rule.dataset.level === level) &&
        (policy === null || home.dataset.policy === policy) &&
        (kind === null || home.dataset.kind === kind) &&
        has(rule);
      rule.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const other of others) other.hidden = words.length > 0 && !has(other);
    for (const group of all(".words, .limits")) {
      const found = all("tr.field, tr.limit, .word", group).filter((item) => !item.hidden);
      group.hidden = words.length > 0 && found.length === 0;
      if (group.closest("#fields")) group.open = words.length > 0 && found.length <= 40;
    }
    for (const section of all("#fields, #waivers")) {
      const found = all("tr.field, tr.waiver", section).some((item) => !item.hidden);
      section.hidden = words.length > 0 && !found;
    }
    for (const chapter of chapters) {
      const some = all(".rule", chapter).some((rule) => !rule.hidden);
      const other = all("tr.limit, .word", chapter).some((item) => !item.hidden);
      chapter.hidden = !some && (chosen || words.length === 0 || !other);
    }
    byId("policies").hidden = words.length > 0 || chosen;
    tell(choices, `${shown} of ${rules.length} rules shown`, words.length > 0 || chosen);
  };

  const open = (state) => {
    for (const rule of rules) if (!rule.hidden) rule.firstElementChild.open = state;
  };

  const reveal = () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) reset();
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (target.classList.contains("rule")) target.firstElementChild.open = true;
    target.scrollIntoView();
  };

  const reset = start(controls, choices, filter, open);
  addEventListener("hashchange", reveal);
  reveal();

  unfoldOnPaper("details:not([open])");
})();
