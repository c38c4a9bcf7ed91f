// What a reader meets in Debian's Chromium: `node look.mjs MODULES PAGE QUESTION JSON` prints the answer as JSON.
// MODULES is a folder with playwright-core and axe-core. The browser has an empty profile and no network to ask for.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, path, question, told = "{}"] = process.argv.slice(2);
const require = createRequire(join(modules, "node_modules", "/"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const options = JSON.parse(told);
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-quic"];

const visible = (page, selector) => page.evaluate((wanted) =>
  [...document.querySelectorAll(wanted)].filter((one) => one.checkVisibility()).map((one) => one.textContent.trim()), selector);

// a window as high as the page, so that all of it is drawn
const drawn = async (page) => {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: page.viewportSize().width, height: Math.min(height, 16000) });
  await page.waitForTimeout(300);
};

const questions = {
  // rules of accessibility that the page keeps and breaks
  async axe(page) {
    await drawn(page);
    await page.evaluate(axe);
    const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: values }), RULES);
    return {
      passes: found.passes.map((one) => one.id),
      violations: found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`)),
    };
  },
  // what is shown after each of the steps { words, kind, system, all, hash, close }
  async search(page) {
    const seen = [];
    for (const step of options.steps) {
      if (step.words !== undefined) await page.fill("#words", step.words);
      if (step.kind !== undefined) await page.selectOption("#kind", step.kind);
      if (step.system !== undefined) await page.selectOption("#system", step.system);
      if (step.all) await page.click("#all");
      if (step.close) await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = false)));
      if (step.hash) await page.evaluate((hash) => (location.hash = hash), step.hash);
      await page.waitForTimeout(400);
      seen.push({
        titles: await visible(page, "article h5"),
        kinds: await visible(page, ".kind > h3"),
        told: (await visible(page, "#shown")).join(""),
        marked: await page.evaluate(() => [...(CSS.highlights.get("found") ?? [])].map(String)),
        focused: await page.evaluate(() => document.activeElement?.id),
      });
    }
    return seen;
  },
  async text(page) {
    await drawn(page);
    return { text: await page.evaluate(() => document.body.innerText), search: await visible(page, "#search") };
  },
  // how far from the top each entry of the contents leads
  async contents(page) {
    const places = {};
    for (const link of await page.$$("nav a")) {
      const href = await link.getAttribute("href");
      await link.click();
      await page.waitForTimeout(300);
      places[href] = await page.evaluate((id) => document.querySelector(id).getBoundingClientRect().top / innerHeight, href);
    }
    return places;
  },
  // each stop of the tabulator key: what it is, and whether it can be seen, its mark of focus too
  async keyboard(page) {
    const stops = [];
    for (let stop = 0; stop < options.stops; stop++) {
      await page.keyboard.press("Tab");
      stops.push(await page.evaluate(() => {
        const here = document.activeElement;
        const { top, bottom, left } = here.getClientRects()[0];
        const seen = document.elementFromPoint(left + 5, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
        const { outlineStyle, outlineWidth } = getComputedStyle(here);
        return { tag: here.tagName, class: here.className, seen: here.contains(seen),
          text: here.textContent.slice(0, 40), outline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
      }));
    }
    return stops;
  },
  async print(page) {
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = false)));
    await page.pdf({ path: options.path, format: "Letter" });
    return {};
  },
  async width(page) {
    return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  },
};

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGUMENTS });
try {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.scheme ?? "light",
    javaScriptEnabled: options.scripts ?? true,
  });
  const page = await context.newPage();
  const asked = [], said = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("dialog", (dialog) => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  const url = pathToFileURL(path).href;
  await page.goto(url);
  const answer = await questions[question](page);
  console.log(JSON.stringify({ answer, said, elsewhere: asked.filter((one) => one !== url) }));
} finally {
  await browser.close();
}
