import path from 'node:path';
import { buildTo, root } from './package/build.js';

await buildTo(path.join(root, 'dist'));
