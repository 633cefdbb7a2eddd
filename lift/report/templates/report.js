"use strict";
// Two conveniences that the page does without where scripts are off: tables that sort, and the course of a chosen item.
// It asks nobody for anything and reckons nothing but where a mark stands.
(() => {
  const sorted = (rows, at, down) => {
    const key = row => row.cells[at].dataset.v ?? row.cells[at].textContent.trim();
    const number = rows.every(row => row.cells[at].dataset.v !== undefined || /^[–\s]*$/.test(row.cells[at].textContent));
    const order = (a, b) => {
      const [x, y] = [key(a), key(b)];
      if (!number) return x.localeCompare(y, document.documentElement.lang, {numeric: true});
      const [u, v] = [parseFloat(x), parseFloat(y)];
      return Number.isNaN(u) || Number.isNaN(v) ? Number.isNaN(u) - Number.isNaN(v) : u - v;
    };
    const found = [...rows].sort(order);
    return down ? found.reverse() : found;
  };

  const NEXT = {none: "ascending", ascending: "descending", descending: "none"};
  for (const table of document.querySelectorAll("main table")) {
    const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
    if (rows.length < 3) continue;
    heads.forEach((head, at) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const way = NEXT[head.getAttribute("aria-sort") ?? "none"];
        heads.forEach(other => other.removeAttribute("aria-sort"));
        if (way !== "none") head.setAttribute("aria-sort", way);
        body.append(...(way === "none" ? rows : sorted(rows, at, way === "descending")));
      });
    });
  }

  const drawn = (tag, given, words) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(given).forEach(([name, value]) => element.setAttribute(name, value));
    if (words !== undefined) element.textContent = words;
    return element;
  };

  const W = 680, H = 230, LEFT = 70, TOP = 12, FOOT = 30;
  const picture = (data, item) => {
    const style = {style: "currency", currency: data.currency, maximumFractionDigits: 0};
    const money = v => new Intl.NumberFormat(data.locale, style).format(v).replace("-", "\u2212");
    const ends = [0, ...item.values, ...item.low, ...item.high].filter(v => v !== null);
    const [low, high] = [Math.min(...ends), Math.max(...ends)], wide = (W - LEFT) / data.labels.length;
    const y = v => TOP + (H - TOP - FOOT) * (high - v) / (high - low || 1), x = i => LEFT + (i + .5) * wide;
    const svg = drawn("svg", {viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: "img", "aria-label": `${data.title}: ${item.name}`});
    for (const v of [low, 0, high]) {
      svg.append(drawn("line", {x1: LEFT, x2: W, y1: y(v), y2: y(v), class: v === 0 ? "zero" : "grid"}));
      svg.append(drawn("text", {x: LEFT - 6, y: y(v) + 3, "text-anchor": "end"}, money(v)));
    }
    data.labels.forEach((label, i) => {
      const value = item.values[i];
      if (value === null) return;
      const group = drawn("g", {class: data.roles[i]});
      group.append(drawn("rect", {x: x(i) - wide * .33, width: wide * .66, y: Math.min(y(value), y(0)), height: Math.abs(y(value) - y(0))}));
      let told = `${label}: ${money(value)}`;
      if (item.low[i] !== null) {
        group.append(drawn("path", {d: `M${x(i)} ${y(item.low[i])}V${y(item.high[i])}`}));
        told += ` (${money(item.low[i])} ${data.to} ${money(item.high[i])})`;
      }
      group.append(drawn("title", {}, told));
      svg.append(group);
      if (i % 4 === 0) svg.append(drawn("text", {x: x(i), y: H - 8, "text-anchor": "middle"}, label));
    });
    return svg;
  };

  for (const pick of document.querySelectorAll(".pick")) {
    const data = JSON.parse(pick.querySelector("script").textContent), choice = pick.querySelector("select");
    const place = pick.querySelector("output");
    data.items.forEach((item, at) => choice.append(new Option(item.name, at)));
    choice.addEventListener("change", () => place.replaceChildren(...(choice.value === "" ? [] : [picture(data, data.items[choice.value])])));
    pick.hidden = false;
  }
})();
