export { deployment } from './deployment.js';
export { patrol } from './patrol.js';
export { service } from './service.js';
