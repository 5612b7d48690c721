// oxlint-disable-next-line import/no-default-export -- Vitest asks for it
export { setUpGlobalBroker as default, type VitestProject } from '@testka/runners/vitest-global-setup';
