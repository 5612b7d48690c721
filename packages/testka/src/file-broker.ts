export { startFileBroker } from '@testka/runners/file-broker';
