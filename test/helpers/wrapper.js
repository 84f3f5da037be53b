// Becomes a program given as text, in the way in which `npm run demo` becomes the demo.
import { become } from '../../scripts/setup/main.js';

process.exitCode = await become(['-e', String(process.argv[2])], { ADDED: 'by set-up' });
