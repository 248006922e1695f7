// Runs in a page, and returns what it lacks for those who do not see it, and whether it is wider than the window.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const altOf = (element) => element.querySelector("img")?.alt ?? "";
  const textOf = (element) => element.getAttribute("aria-label") ?? (element.textContent.trim() || altOf(element));
  const ids = all("[id]").map(({ id }) => id);
  const levels = all("h1,h2,h3").map(({ tagName }) => Number(tagName[1]));
  const { scrollWidth } = document.documentElement;
  const faults = [
    [all("a,button").filter((one) => textOf(one) === ""), "no name"],
    [
      all("input:not([type=hidden]),select").filter((one) => ![...one.labels].some((label) => textOf(label) !== "")),
      "no label",
    ],
    [all("img:not([alt]),img:not([width]),img:not([height])"), "no words or no size"],
    [all("[id]").filter(({ id }) => ids.indexOf(id) !== ids.lastIndexOf(id)), "one of several"],
  ].flatMap(([elements, fault]) => elements.map(({ outerHTML }) => `${fault}: ${outerHTML}`));
  const skipped = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  return [
    ...faults,
    ...skipped.map((level) => `a heading of level ${level} below none of the level above`),
    ...(levels.filter((level) => level === 1).length === 1 ? [] : ["not one heading of level 1"]),
    ...(scrollWidth > innerWidth ? [`${scrollWidth} wide in a window of ${innerWidth}`] : []),
  ];
})();
