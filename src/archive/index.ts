export { backUp } from "./back-up.ts";
export { exportShop } from "./export-shop.ts";
export { moveShop } from "./move-shop.ts";
export { verifyArchive } from "./read-archive.ts";
export { restoreBackup, verifyBackup } from "./restore-backup.ts";
export { restoreShop } from "./restore-shop.ts";
export { shownSettings } from "./shown-settings.ts";
