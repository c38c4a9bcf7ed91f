"use strict";
// Search and filters over the records. Everything can be read without it: the bar is shown only when this runs.
(() => {
  const bar = document.getElementById("search");
  if (!bar) return;
  const [words, kind, system, all, shown] = ["words", "kind", "system", "all", "shown"].map((id) => document.getElementById(id));
  const lang = document.documentElement.lang;
  const groups = [...document.querySelectorAll("details.system")].map((element) => ({
    element,
    kind: element.dataset.kind,
    system: element.dataset.system,
    records: [...element.querySelectorAll("article")].map((article) => ({ article, text: null })),
  }));
  const kinds = [...document.querySelectorAll("div.kind")];
  const total = groups.reduce((sum, group) => sum + group.records.length, 0);

  // "Élise" is found by "elise"
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const textOf = (record) => (record.text ??= fold(record.article.textContent));

  function filter() {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const filtering = wanted.length > 0 || kind.value !== "" || system.value !== "";
    let number = 0;
    for (const group of groups) {
      const fits = (!kind.value || group.kind === kind.value) && (!system.value || group.system === system.value);
      const before = number;
      for (const record of group.records) {
        const matches = fits && wanted.every((word) => textOf(record).includes(word));
        if (record.article.hidden === matches) record.article.hidden = !matches;
        number += matches;
      }
      group.element.hidden = number === before;
      if (filtering && number > before) group.element.open = true;
    }
    for (const one of kinds) one.hidden = !one.querySelector("details.system:not([hidden])");
    say(filtering, number);
    mark(wanted);
  }

  function say(filtering, number) {
    const told = (count) => count.toLocaleString(lang);
    const some = shown.dataset.some.replace("{n}", told(number)).replace("{total}", told(total));
    shown.textContent = !filtering ? "" : number ? some : shown.dataset.none;
    all.disabled = !filtering;
  }

  // marks the words without touching the page; only as many as somebody looks at
  function mark(wanted) {
    if (!globalThis.CSS?.highlights) return;
    const ranges = [];
    if (wanted.length) for (const text of texts()) for (const word of wanted) ranges.push(...places(text, word));
    CSS.highlights.set("found", new Highlight(...ranges));
  }

  function* texts() {
    const visible = groups.flatMap((group) => (group.element.hidden ? [] : group.records)).filter((one) => !one.article.hidden);
    for (const { article } of visible.slice(0, 300)) {
      const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) yield walker.currentNode;
    }
  }

  function* places(text, word) {
    const folded = fold(text.data);
    if (folded.length !== text.data.length) return; // the places would be others
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      const range = new Range();
      range.setStart(text, at);
      range.setEnd(text, at + word.length);
      yield range;
    }
  }

  function reset() {
    words.value = kind.value = system.value = "";
    filter();
  }

  // a link to a record that is filtered out, or in a group that is closed, shows it
  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    const closed = target.closest("details");
    if (closed) closed.open = true;
    if (target.closest("[hidden]")) reset();
    target.scrollIntoView();
  }

  let waiting;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  kind.addEventListener("change", filter);
  system.addEventListener("change", filter);
  all.addEventListener("click", () => {
    reset();
    words.focus();
  });
  addEventListener("hashchange", reveal);
  bar.hidden = false;
  filter();
})();
