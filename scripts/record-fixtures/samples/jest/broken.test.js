import nothing from './missing';
