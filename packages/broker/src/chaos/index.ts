export { describeChaos } from './describe-chaos.ts';
