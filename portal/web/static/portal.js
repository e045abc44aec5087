import { initAll } from "/static/vendor/govuk-frontend.min.js";
import { keepDrafts } from "/static/drafts.js";

initAll();
keepDrafts();
