// Every export takes a range of rows, the number of the thread, and the address of its arguments (32-bit integers).
export { assignRows, refreshRows } from './assign';
export { seedDistances } from './seeds';
export { accumulate, accumulateWeighted, flushSums } from './sums';
export { gatherRows, measureRows, normalizeRows, quantizeRows } from './rows';
export { multiplyRows } from './products';
export { joinSets, mergeLists } from './neighbour-lists';
export { scanRows } from './neighbours';
export { moveRows } from './layout';
