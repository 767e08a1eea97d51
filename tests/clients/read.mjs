// Reads a calendar as one program of others does, and prints what it found, as JSON:
// `node read.mjs CLIENT FILE FOLDER`, where FOLDER holds the clients' node_modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [client, file, folder] = process.argv.slice(2);
const load = createRequire(pathToFileURL(join(folder, "package.json")));

function summary(events) {
  return {
    sessions: events.length,
    uids: new Set(events.map((event) => event.uid)).size,
    stages: [...new Set(events.map((event) => event.location))].sort(),
    dates: [...new Set(events.map((event) => event.date))].sort(),
    first: events.length ? events[0].title : "",
  };
}

const clients = {
  async "ical.js"() {
    const module = await import(pathToFileURL(load.resolve("ical.js")).href);
    const ICAL = module.default ?? module;
    const root = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
    return root.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component);
      const date = event.startDate.toString().slice(0, 10);
      return { uid: event.uid, location: event.location, date, title: event.summary };
    });
  },
  async "node-ical"() {
    const ical = load("node-ical");
    const text = (value) => (value && typeof value === "object" ? value.val : value);
    return Object.values(ical.sync.parseFile(file))
      .filter((item) => item.type === "VEVENT")
      .map((event) => ({
        uid: event.uid,
        location: text(event.location),
        date: new Date(event.start.getTime()).toISOString().slice(0, 10),
        title: text(event.summary),
      }));
  },
};

console.log(JSON.stringify(summary(await clients[client]())));
