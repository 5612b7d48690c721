// oxlint-disable-next-line import/no-default-export -- Jest asks for it
export { type JestProject, setUpGlobalBroker as default } from '@testka/runners/jest-global-setup';
