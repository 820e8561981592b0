export { getContactColumns, getContactColumnsToCreate, getContactColumnsToUpdate } from './contactColumns';
export { getTemplatePlaces } from './templatePlaces';
