// What is typed is kept as a draft: two seconds after the first letter, then at most every five, and on leaving.

const FIRST = 2000;
const EVERY = 5000;
const AGAIN = 10000;
const LARGEST_ON_LEAVING = 60000; // browsers carry 64 KiB of requests beyond the page's life

export function keepDrafts() {
  const drafts = Array.from(document.querySelectorAll("input[name=draft_of][data-keep]"), (mark) => new Draft(mark));
  const leave = () => drafts.forEach((draft) => draft.save({ leaving: true }));
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  document.addEventListener("submit", (event) => letGo(drafts, event));
}

// Another form of the page is sent (sign out, say): what is typed in this one is kept first.
function letGo(drafts, event) {
  const waiting = drafts.filter((draft) => draft.changed && draft.form !== event.target);
  drafts.filter((draft) => draft.form === event.target).forEach((draft) => draft.stop());
  if (waiting.length === 0 || event.target.id === "throw-draft-away") return;
  event.preventDefault();
  const send = () => {
    waiting.forEach((draft) => draft.stop());
    event.target.requestSubmit(event.submitter);
  };
  const late = new Promise((done) => setTimeout(done, FIRST));
  Promise.race([Promise.all(waiting.map((draft) => draft.save())), late]).then(send);
}

class Draft {
  constructor(mark) {
    this.form = mark.form;
    this.key = mark.value;
    this.url = mark.dataset.keep;
    this.state = this.form.querySelector(".portal-draft-state");
    this.timer = null;
    this.wait = FIRST;
    this.changed = false;
    this.stopped = false;
    for (const name of ["input", "change"]) this.form.addEventListener(name, () => this.note());
  }

  note() {
    this.changed = true;
    this.plan(this.wait);
  }

  plan(wait) {
    if (this.stopped || this.timer) return;
    this.timer = setTimeout(() => this.save(), wait);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  typed() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value !== "string" || name === "draft_of") continue;
      body.append(name === "op" ? "draft_op" : name, value);
    }
    body.append("draft", this.key);
    return body;
  }

  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.stopped || !this.changed) return;
    this.changed = false;
    const body = this.typed();
    const keepalive = leaving && body.toString().length < LARGEST_ON_LEAVING;
    try {
      const answer = await fetch(this.url, { method: "POST", body, keepalive, redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      this.wait = EVERY;
      this.say(this.state.dataset.kept);
    } catch {
      this.changed = true;
      this.say(this.state.dataset.failed);
      if (!leaving) this.plan(AGAIN);
    }
  }

  say(words) {
    if (this.state.textContent !== words) this.state.textContent = words;
  }
}
