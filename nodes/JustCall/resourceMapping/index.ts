export { getTemplatePlaces } from './templatePlaces';
