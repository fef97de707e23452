// Runs Ace on a book and prints a line for each violation: its impact, its rule, its place.
const fs = require("fs");
const os = require("os");
const path = require("path");
const ace = require("@daisy/ace-core");
const runner = require("@daisy/ace-axe-runner-puppeteer");

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), "ace-"));
ace(process.argv[1], { cwd: process.cwd(), outdir, silent: true }, runner)
	.then(() => {
		const report = JSON.parse(fs.readFileSync(path.join(outdir, "report.json")));
		for (const page of report.assertions) {
			for (const { "earl:test": test, "earl:result": result } of page.assertions) {
				const place = page["earl:testSubject"].url + " " + (result.html || "");
				console.log(["VIOLATION", test["earl:impact"], test["dct:title"], place.replace(/\s+/g, " ")].join(" "));
			}
		}
		console.log("DONE " + report.assertions.length);
		fs.rmSync(outdir, { recursive: true });
	})
	.catch((error) => {
		console.error(error);
		process.exit(1);
	});
