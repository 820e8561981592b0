export { getContactColumns, getContactColumnsToCreate, getContactColumnsToUpdate } from './contactColumns';
