// oxlint-disable-next-line import/no-default-export -- Jest asks for it
export { tearDownGlobalBroker as default } from '@testka/runners/jest-global-setup';
