export { deployment } from './deployment.js';
export { service } from './service.js';
