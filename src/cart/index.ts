export { exportCart, forgetCart } from "./claiming/claiming.ts";
export { importCarts, recognizeAmong, type CartTaken, type ImportedLine } from "./importing/importing.ts";
export { cartSchedule, cartTasks } from "./jobs.ts";
export { lockCart, type OrderedLine, removeOrdered } from "./ordering/ordering.ts";
export { combination, openRecognition } from "./recognition/recognition.ts";
export { cartRoutes } from "./routes.ts";
export { mostUnits } from "./schemas.ts";
export { fillStock, type SampleStock } from "./stock/sample.ts";
export { countedAmong, giveBackStock, takeStock, type CountedLines, type ReturnedLine } from "./stock/stock.ts";
